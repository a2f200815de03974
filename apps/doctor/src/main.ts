import { loadConfig } from "./config.ts";
import { diagnose } from "./diagnose.ts";

const findings = await diagnose(loadConfig());

for (const { level, subject, what, remedy } of findings) {
  console.log(`${level.padEnd(4)}  ${subject}: ${what}`);
  if (remedy !== undefined) console.log(`      ${remedy}`);
}
const wrong = findings.filter(({ level }) => level === "mend").length;
console.log(wrong === 0 ? "\nNothing is to be mended." : `\n${wrong} to be mended.`);
process.exit(wrong === 0 ? 0 : 1);
