(()=>{
const d=document,lang=d.documentElement.lang;
const day=new Intl.DateTimeFormat(lang,{dateStyle:'medium',timeZone:'UTC'});
const local=new Intl.DateTimeFormat(lang,{dateStyle:'medium',timeStyle:'short'});
const times=(root)=>root.querySelectorAll('time').forEach((t)=>{t.title=t.textContent;t.textContent=local.format(new Date(t.dateTime))});
times(d);
let tip;
const close=()=>{tip&&tip.remove();tip=null};
const make=(tag,text,up)=>{const e=d.createElement(tag);if(text)e.textContent=text;up&&up.append(e);return e};
const strip=(hours)=>{const ns='http://www.w3.org/2000/svg',s=d.createElementNS(ns,'svg');s.setAttribute('viewBox','0 0 120 36');s.setAttribute('preserveAspectRatio','none');s.setAttribute('class','bars');
hours.forEach((h,i)=>{const p=d.createElementNS(ns,'path');p.setAttribute('class',h.shape);p.setAttribute('d',h.path.replace('X',String(i*5)));s.append(p)});return s};
const show=async(bars,x,wait)=>{
const box=bars.getBoundingClientRect(),n=90,i=Math.max(0,Math.min(n-1,Math.floor((x-box.left)/box.width*n)));
const first=Number(bars.dataset.first),date=new Date((first+i)*864e5),iso=date.toISOString().slice(0,10);
if(tip&&tip.dataset.at===bars.dataset.component+iso)return;
close();
tip=make('div','',d.body);tip.id='tip';tip.setAttribute('role','status');tip.dataset.at=bars.dataset.component+iso;
make('strong',day.format(date),tip);
tip.style.left=Math.max(8,Math.min(innerWidth-290,x-140))+scrollX+'px';tip.style.top=box.bottom+scrollY+4+'px';
const mine=tip;
await new Promise((go)=>setTimeout(go,wait));
if(tip!==mine)return;
try{const r=await fetch(bars.dataset.base+'/days/'+bars.dataset.component+'/'+iso+'.json');if(!r.ok||tip!==mine)return;const a=await r.json();make('div',a.text,mine);mine.append(strip(a.hours))}catch{}
};
d.addEventListener('pointermove',(e)=>{const b=e.target.closest&&e.target.closest('.bars[data-component]');if(b)show(b,e.clientX,120);else if(tip&&!(e.target.closest&&e.target.closest('#tip')))close()});
d.addEventListener('pointerdown',(e)=>{const b=e.target.closest&&e.target.closest('.bars[data-component]');if(b)show(b,e.clientX,0)});
d.addEventListener('keydown',(e)=>{if(e.key==='Escape')close()});
const renew=async()=>{
if(d.hidden||tip||d.activeElement&&d.activeElement.closest('main'))return;
try{const r=await fetch(location.href,{cache:'no-cache'});if(!r.ok)return;
const next=new DOMParser().parseFromString(await r.text(),'text/html');
const open=new Map([...d.querySelectorAll('details')].map((e,i)=>[i,e.open]));
for(const part of['main','footer']){const fresh=next.querySelector(part);if(fresh){times(fresh);d.querySelector(part).replaceWith(d.adoptNode(fresh))}}
d.body.className=next.body.className;
d.querySelectorAll('details').forEach((e,i)=>{if(open.has(i))e.open=open.get(i)})}catch{}
};
setInterval(renew,3e4);
})();
