import { bootstrap } from "./bootstrap.mjs";
import { buildWeb } from "./build-web.mjs";

// Server, worker and standalone run as source: the page is all there is to build.
buildWeb(bootstrap());
