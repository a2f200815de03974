import { openDatabase } from "../src/open.ts";
import { databaseSuite } from "./database.suite.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const folder = temporaryFolders();

databaseSuite({
  name: "sqlite",
  open: () => openDatabase({ DATA_DIR: folder(), DATABASE_SECONDS: 5 }),
  imagelessTasks: "refused",
});
