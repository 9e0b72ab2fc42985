// join: part.js
"use strict";
