// What a guest began to ask is not for whoever has signed in since; the form for questions looks after it itself.

import { forget } from "./guest_draft.js";

if (!document.querySelector("form[data-question]")) forget();
