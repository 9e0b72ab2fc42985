// The comment form, answered in place: a preview below it, what is wrong beside its field, and a reply where the comment is.
// Where this fails, the browser sends the form as it does without scripts, and the inbox answers with a page.
const OLD_ENOUGH = 3500; // milliseconds; the inbox takes who sends a form within three seconds for a robot

export function start(part) {
  const form = part.querySelector("form[method=post]");
  const home = form.parentNode;
  const shown = document.createElement("div");
  const said = Object.assign(document.createElement("p"), { className: "signup-said", role: "status" });
  form.append(said);
  form.after(shown);
  form.noValidate = true;
  let token, at, isSending = false;

  const fresh = async () => {
    ({ token } = await json(form.action.replace(/comment$/, "token")));
    at = Date.now();
  };
  const ready = fresh().catch(() => {});

  const complain = (field, message) => {
    let text = field.parentNode.querySelector(".signup-wrong");
    if (message && !text) {
      text = Object.assign(document.createElement("span"), { className: "signup-wrong", id: `comment-${field.name}-wrong` });
      field.after(text);
      field.setAttribute("aria-describedby", text.id);
    }
    if (text) text.textContent = message;
    field.toggleAttribute("aria-invalid", !!message);
    if (message) field.setAttribute("aria-invalid", "true");
    return message && field;
  };
  const post = async (data) => {
    data.set("token", token ?? "");
    return json(form.action, { method: "POST", body: new URLSearchParams(data) });
  };
  const send = async (data) => {
    if (!data.has("preview")) await new Promise((done) => setTimeout(done, at + OLD_ENOUGH - Date.now()));
    const answer = await post(data);
    if (answer.status !== "renew") return answer;
    await fresh();
    await new Promise((done) => setTimeout(done, OLD_ENOUGH));
    return post(data);
  };

  form.addEventListener("input", ({ target }) => target.validity.valid && complain(target, ""));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = [...form.elements].filter((field) => field.willValidate);
    const wrong = fields.map((field) => complain(field, field.validationMessage)).filter(Boolean);
    if (wrong.length) return wrong[0].focus();
    if (isSending) return;
    isSending = true;
    said.textContent = "One moment …";
    try {
      await ready;
      const { status, message, field, html, change } = await send(new FormData(form, event.submitter));
      said.textContent = field ? "" : message;
      if (field) complain(form.elements[field], message).focus();
      if (status === "preview") shown.innerHTML = html; // cleaned by the inbox, as all that is published
      if (status === "ok") {
        shown.replaceChildren();
        form.reset();
        goHome();
        if (change) said.append(" ", Object.assign(document.createElement("a"), { href: change, textContent: "Change or delete it" }), " within fifteen minutes.");
      }
    } catch {
      form.submit();
    }
    isSending = false;
  });

  // A reply: the form moves to the comment, and says whom it answers.
  const target = Object.assign(document.createElement("input"), { type: "hidden", name: "to" });
  const whom = Object.assign(document.createElement("p"), { className: "signup-said" });
  const back = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet", textContent: "Cancel" });
  const goHome = () => {
    target.remove();
    whom.remove();
    back.remove();
    home.prepend(form);
  };
  back.onclick = () => {
    const from = document.querySelector(`[form=reply][value="${target.value}"]`);
    goHome();
    from?.focus();
  };
  part.addEventListener("click", (event) => {
    const button = event.target.closest("[form=reply]");
    if (!button) return;
    event.preventDefault();
    target.value = button.value;
    whom.textContent = button.getAttribute("aria-label");
    form.prepend(target, whom);
    form.querySelector("[name=preview]").after(" ", back);
    button.after(form);
    form.after(shown);
    form.elements.text.focus();
  });
}

async function json(address, options) {
  const answer = await fetch(address, { ...options, headers: { Accept: "application/json" } });
  return answer.json();
}
