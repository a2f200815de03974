import { Types } from "mongoose";

/** The stored form of an id. */
export const objectId = (id: string): Types.ObjectId => Types.ObjectId.createFromHexString(id);
