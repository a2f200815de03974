import { killSuite } from "./kill.suite.ts";

killSuite("SQLite and in-process messaging", () => ({}));
