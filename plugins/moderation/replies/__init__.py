"""Who wants to hear of replies, and who is told of which: asked by a form, confirmed by mail, ended by one press."""
