// join: theme.js view_transition.js reading.js find.js
