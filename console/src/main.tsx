import { render } from "preact";
import { App } from "./app/app";
import { beginClock } from "./app/clock";
import { followKeys } from "./app/keys";
import { followHistory } from "./app/location";
import { beginSessions } from "./app/session";
import { beginTheme } from "./app/theme";
import "./style/index.css";

beginTheme();
beginClock();
followHistory();
followKeys();
beginSessions();
const root = document.getElementById("app");
if (root) render(<App />, root);
