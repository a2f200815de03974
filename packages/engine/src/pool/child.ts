import { compress } from "../compress.ts";
import { serveTasks } from "./serve-tasks.ts";

serveTasks(compress);
