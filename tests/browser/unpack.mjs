// Unpack the headless browser of @sparticuz/chromium and print where its program is.
import chromium from "@sparticuz/chromium";
console.log(await chromium.executablePath());
