// Signing in as a person does, on any page of a browser.
import { PASSWORD } from "./home.js";

export async function signIn(page, home, username, password = PASSWORD) {
  await page.goto(`${home.url}/login`);
  await page.fill("#username", username);
  await page.fill("#password", password);
  await page.click("form.form button[type=submit]");
  await page.waitForURL(`${home.url}/`);
}
