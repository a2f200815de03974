import { Fault } from "@pixpress/contracts";
import { DatabaseError } from "@pixpress/db";
import { MessagingError } from "@pixpress/messaging";
import { StorageError, type StorageFailure } from "@pixpress/storage";
import { describe, expect, it } from "vitest";
import { toFault } from "../src/to-fault.ts";

const cause = new Error("the password is hunter2");

describe("an error from below becomes a fault the caller can act on", () => {
  it.each<[StorageFailure, string]>([
    ["not_found", "not_found"],
    ["invalid_key", "not_found"],
    ["full", "storage_full"],
    ["too_large", "too_large"],
    ["denied", "storage_unavailable"],
    ["unavailable", "storage_unavailable"],
  ])("storage: %s is %s", (failure, reason) => {
    expect(toFault(new StorageError("put", failure, cause))).toMatchObject({ reason });
  });

  it("database and messaging: unavailable, without a word of what is inside", () => {
    const faults = [toFault(new DatabaseError("get", true, cause)), toFault(new MessagingError("send", false, cause))];
    expect(faults.map((fault) => fault?.reason)).toEqual(["database_unavailable", "messaging_unavailable"]);
    for (const fault of faults) expect(fault?.message).not.toContain("hunter2");
  });

  it("a fault is itself, and a bug is none", () => {
    const fault = new Fault("not_found", "There is no such image.");
    expect(toFault(fault)).toBe(fault);
    expect(toFault(new TypeError("a bug"))).toBeNull();
  });
});
