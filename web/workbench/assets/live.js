// Runs once, with `element` given by gr.HTML: what changes in it is read out.
element.setAttribute("role", "status");
