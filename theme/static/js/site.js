// join: theme.js reading.js find.js
