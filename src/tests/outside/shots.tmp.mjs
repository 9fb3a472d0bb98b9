import { chromium } from "playwright-core";
import { Home, PASSWORD } from "./lib/home.js";
import { png } from "./lib/pictures.js";
const OUT="/tmp/acts-shots/";
const home = await Home.of({ cleo: "Cleo", salma: "سلمى حداد" });
const t = await home.thread(["anna","ben","cleo"], "Weekend");
await home.thread(["anna","ben"]); await home.thread(["anna","cleo"]); await home.thread(["anna","salma","ben"],"Garden");
for (let i=0;i<8;i++) await home.say(["ben","cleo"][i%2], t, "An earlier line, number "+i);
const q = await home.say("ben", t, "Who is coming on Saturday? I would need to know how many cakes to bake, because the oven is small and Grandma Inga said she brings hers, too.");
await home.say("cleo", t, "ok");
const mine = await home.say("anna", t, "We come with four, and the dog. See https://example.org/map");
await home.do("anna","PATCH",`/api/messages/${mine.id}`,{body:"We come with five, and the dog. See https://example.org/map"});
await home.do("anna","PATCH",`/api/messages/${mine.id}`,{body:"We come with six, and the dog. See https://example.org/map"});
const like=(w,id,e)=>home.do(w,"PUT",`/api/messages/${id}/reactions/${encodeURIComponent(e)}`);
for (const w of ["anna","ben","cleo"]) await like(w,q.id,"👍"); await like("cleo",q.id,"🎂"); await like("ben",mine.id,"❤️"); await like("anna",mine.id,"😂");
const form=new FormData(); form.append("file", new Blob([png(640,480)]),"lake.png"); const f=(await home.do("ben","POST","/api/files",form)).file.id;
await home.do("ben","POST",`/api/threads/${t}/messages`,{fileIds:[f]});
await home.do("cleo","POST",`/api/threads/${t}/messages`,{body:"Lovely!",replyTo:q.id});
await home.say("cleo", t, "🎉");
const last = await home.say("anna", t, "See you then");
const browser = await chromium.launch({executablePath:"/usr/bin/chromium",args:["--no-sandbox","--disable-gpu"],chromiumSandbox:false});
const problems=[];
for (const [w,h] of [[360,740],[768,1024],[1440,900]]) for (const scheme of ["light","dark"]) {
  if (process.argv[2] && !process.argv[2].split(",").includes(w+scheme)) continue;
  for (const js of [true,false]) {
  const ctx = await browser.newContext({viewport:{width:w,height:h},colorScheme:scheme,javaScriptEnabled:js,hasTouch:w===360,isMobile:w===360,locale:"en-GB"});
  ctx.setDefaultTimeout(8000);
  const p = await ctx.newPage();
  p.on("pageerror",e=>problems.push(String(e))); p.on("console",m=>["error","warning"].includes(m.type())&&problems.push(m.text()));
  await p.goto(home.url+"/login"); await p.fill("#username","anna"); await p.fill("#password",PASSWORD); await p.click("form.form button[type=submit]"); await p.waitForURL(home.url+"/");
  const shot=(n)=>p.screenshot({path:`${OUT}${w}-${scheme}-${js?"js":"nojs"}-${n}.png`});
  const full=(n)=>p.screenshot({path:`${OUT}${w}-${scheme}-${js?"js":"nojs"}-${n}.png`,fullPage:true});
  await p.goto(`${home.url}/threads/${t}`,{waitUntil:"networkidle"});
  await shot("thread");
  if (js) {
    const more=(id)=>p.locator(`[data-id="${id}"] .message__more`);
    await p.locator(`[data-id="${mine.id}"]`).hover();
    await more(mine.id).click(); await p.waitForTimeout(200); await shot("menu-own");
    await p.keyboard.press("Escape");
    await more(last.id).click(); await p.locator(".acts [data-act=reply]").click(); await p.waitForTimeout(200); await shot("reply");
    await p.keyboard.press("Escape");
    await p.keyboard.press("ArrowUp"); await p.waitForTimeout(500); await shot("edit"); await p.keyboard.press("Escape");
    await p.locator(`[data-id="${last.id}"]`).hover();
    await more(last.id).click(); await p.locator(".acts [data-act=delete]").click(); await p.waitForTimeout(300); await shot("undo");
    await p.locator(".toast__undo").click();
  } else {
    await p.goto(`${home.url}/threads/${t}?reply=${q.id}`); await shot("reply");
  }
  for (const [n,u] of [["message",`messages/${mine.id}`],["edit-page",`messages/${mine.id}/edit`],["delete-page",`messages/${mine.id}/delete`],["forward",`messages/${q.id}/forward`]]) { if(js && n!=="forward") continue; await p.goto(`${home.url}/threads/${t}/${u}`); await full(n); }
  await ctx.close();
}}
console.log(problems); await browser.close(); await home.close();
