import * as z from "zod";

/** Without `MONGODB_URI` the database is one SQLite file in `DATA_DIR`. */
export const databaseConfig = z.object({
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, "must start with mongodb:// or mongodb+srv://")
    .optional(),
  /** How long one database operation may take before it counts as unknown. */
  DATABASE_SECONDS: z.coerce.number().positive().default(5),
  DATA_DIR: z.string().default("data"),
});
export type DatabaseConfig = z.infer<typeof databaseConfig>;
