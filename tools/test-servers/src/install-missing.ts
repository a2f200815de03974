import { installMissing } from "./install.ts";

installMissing();
