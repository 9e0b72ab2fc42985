// The sign-up form, answered in place: what is wrong stands beside its field and is tied to it, what was done is announced,
// and the focus stays. Where this fails, the browser sends the form as it does without scripts.
const OLD_ENOUGH = 3500; // milliseconds; our inbox takes who sends a form within three seconds for a robot
const LOOK = "Thank you. Please look into your mail and follow the link there.";
const AGAIN = "This did not work. Please try again later.";

export function start(form) {
  const fields = { email: form.querySelector("[type=email]"), consent: form.querySelector("[required][type=checkbox]") };
  const send = SENDERS[form.dataset.answers](form);
  const said = Object.assign(document.createElement("p"), { className: "signup-said", role: "status" });
  form.append(said);
  form.noValidate = true; // the browser's own bubbles vanish; our words stay until they are heeded
  let isSending = false;

  const complain = (name, message) => {
    const field = fields[name];
    const id = `${fields.email.id}-${name}-wrong`;
    if (message && !document.getElementById(id)) {
      const text = Object.assign(document.createElement("p"), { id, className: "signup-wrong" });
      (field.closest("label") ?? field).after(text);
      field.setAttribute("aria-describedby", id);
    }
    const text = document.getElementById(id);
    if (text) text.textContent = message;
    if (message) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    return message && field;
  };
  form.addEventListener("input", () => {
    for (const name in fields) if (fields[name].validity.valid) complain(name, "");
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = Object.keys(fields).map((name) => complain(name, fields[name].validationMessage)).filter(Boolean);
    if (wrong.length) return wrong[0].focus();
    if (isSending) return;
    isSending = true;
    said.textContent = "One moment …";
    try {
      const { status, message, field } = await send(new FormData(form));
      said.textContent = fields[field] ? "" : message;
      if (fields[field]) complain(field, message).focus();
      if (status === "ok") form.reset();
    } catch {
      form.submit();
    }
    isSending = false;
  });
}

// By data-answers, what sends the fields of a form and returns status, message and the name of the field at fault.
const SENDERS = {
  inbox(form) {
    let token, at;
    const renew = async () => {
      ({ token } = await json(form.action.replace(/subscribe$/, "token")));
      at = Date.now();
    };
    const post = async (data) => {
      await new Promise((done) => setTimeout(done, at + OLD_ENOUGH - Date.now()));
      data.set("token", token);
      return json(form.action, { method: "POST", body: new URLSearchParams(data) });
    };
    const ready = renew().catch(() => {}); // the inbox is out of reach: then so is the token, and the answer is a page
    return async (data) => {
      await ready;
      const answer = await post(data);
      if (answer.status !== "renew") return answer;
      await renew();
      return post(data);
    };
  },
  mailerlite: (form) => async (data) => {
    const { success, errors } = await json(form.action, { method: "POST", body: data });
    const about = errors?.fields?.email?.[0];
    return success ? { status: "ok", message: LOOK } : { status: "error", message: about ?? AGAIN, field: about && "email" };
  },
  ghost: (form) => async (data) => {
    const integrityToken = await (await fetch(form.action.replace("send-magic-link", "integrity-token"))).text();
    const { labels, ...about } = Object.fromEntries(data);
    const body = JSON.stringify({ ...about, labels: labels ? [labels] : [], emailType: "signup", integrityToken });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(form.action, { method: "POST", headers, body });
    return answer.ok ? { status: "ok", message: LOOK } : { status: "error", message: AGAIN };
  },
};

async function json(address, options) {
  const answer = await fetch(address, { ...options, headers: { Accept: "application/json" } });
  return answer.json();
}
