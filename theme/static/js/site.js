// join: theme.js parts.js
