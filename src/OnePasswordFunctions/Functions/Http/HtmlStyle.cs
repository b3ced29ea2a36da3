using System.Diagnostics.CodeAnalysis;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>The one style of all pages: light and dark, wide and narrow.</summary>
internal static class HtmlStyle
{
    [StringSyntax("css")]
    public const string Text =
        """
        :root{color-scheme:light dark;--bg:#f5f6f8;--card:#fff;--line:#e3e6eb;--text:#1b2430;--quiet:#5f6b7a;--accent:#2f6fde;--ok:#1f8a55;--okbg:#e5f4ec;--warn:#9a6200;--warnbg:#fdf1da;--bad:#c0362c;--badbg:#fce8e6;--bar:#8fb4f2}
        @media (prefers-color-scheme:dark){:root{--bg:#12161c;--card:#1a2029;--line:#2b3441;--text:#e6eaf0;--quiet:#97a3b3;--accent:#7aa7f7;--ok:#5cc994;--okbg:#16352a;--warn:#e8b45a;--warnbg:#3a2d14;--bad:#f28b82;--badbg:#3d1f1d;--bar:#44669f}}
        *{box-sizing:border-box}
        body{margin:0 auto;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;-webkit-text-size-adjust:100%}
        .page{max-width:1240px;padding:28px 20px 48px}
        .wide{padding:20px 20px 24px}
        header{margin-bottom:20px}
        h1{font-size:22px;line-height:1.3;margin:0;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
        h2{font-size:16px;margin:0;font-weight:650}
        p{margin:0;overflow-wrap:anywhere}
        .quiet{color:var(--quiet)}
        .alarm{color:var(--bad)}
        .small{font-size:13px}
        .number{font-variant-numeric:tabular-nums}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(330px,100%),1fr));gap:16px;align-items:start}
        .card,.summary,details.box{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:18px}
        .top{display:flex;justify-content:space-between;align-items:center;gap:12px}
        .pill{font-size:12px;font-weight:600;line-height:1;padding:6px 10px;border-radius:99px;white-space:nowrap;background:var(--bg);color:var(--quiet)}
        .pill.ok{background:var(--okbg);color:var(--ok)}
        .pill.warn{background:var(--warnbg);color:var(--warn)}
        .pill.bad{background:var(--badbg);color:var(--bad)}
        .headline{margin:10px 0 14px}
        .headline.bad{background:var(--badbg);border-radius:8px;padding:10px 12px}
        .headline.warn{background:var(--warnbg);border-radius:8px;padding:10px 12px}
        .facts{display:grid;grid-template-columns:repeat(2,1fr);gap:12px 16px;margin:0 0 16px}
        .facts dt,.list dt{color:var(--quiet);font-size:12px}
        .facts dd{margin:0;font-size:20px;font-weight:600;line-height:1.3;font-variant-numeric:tabular-nums}
        .facts dd small{display:block;font-size:12px;font-weight:400;color:var(--quiet)}
        svg{display:block;width:100%;height:72px}
        svg .run{fill:var(--bar)}
        svg .warn{fill:var(--warn)}
        svg .bad{fill:var(--bad)}
        svg .base{stroke:var(--line);stroke-width:1}
        .axis{display:flex;gap:12px;justify-content:space-between;font-size:12px;color:var(--quiet);margin-top:4px}
        details{margin-top:14px}
        details.box{margin-top:16px}
        summary{cursor:pointer;color:var(--quiet);font-size:13px}
        .list{display:grid;grid-template-columns:minmax(110px,auto) 1fr;gap:4px 14px;margin:10px 0 0;font-size:13px}
        .list dt{font-size:13px}
        .list dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        table{border-collapse:separate;border-spacing:0;width:100%;font-size:13px}
        th,td{text-align:left;vertical-align:top;padding:8px 12px;border-bottom:1px solid var(--line)}
        th{font-weight:600;color:var(--quiet);white-space:nowrap}
        tr:last-child td{border-bottom:0}
        .settings td{overflow-wrap:anywhere}
        .settings td:first-child{font-weight:500}
        .wide main{display:flex;flex-direction:column;gap:14px}
        .wide .summary{order:-1;padding:12px 18px}
        .summary.warn{background:var(--warnbg);border-color:transparent}
        .events{--time:104px;--type:150px;overflow:auto;max-height:82vh;background:var(--card);border:1px solid var(--line);border-radius:12px}
        .events table{width:max-content;min-width:100%}
        .events th{position:sticky;top:0;z-index:2;background:var(--card)}
        .events td{white-space:pre-line;max-width:236px;overflow-wrap:anywhere}
        .events .time,.events .type{position:sticky;background:var(--card);z-index:1;overflow-wrap:break-word}
        .events .time{left:0;min-width:var(--time);max-width:var(--time);font-variant-numeric:tabular-nums}
        .events .type{left:var(--time);min-width:var(--type);max-width:var(--type);font-weight:600;border-right:1px solid var(--line)}
        .events th.time,.events th.type{z-index:3;overflow:hidden;text-overflow:ellipsis}
        .events details{margin:0}
        .events summary{color:inherit}
        .cut{display:inline-block;vertical-align:bottom;max-width:9ch;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;color:var(--quiet)}
        .cut:focus,.cut:hover{max-width:none;overflow-wrap:anywhere;white-space:normal;color:inherit}
        .rest{display:none}
        :focus>.rest{display:inline}
        .checks{list-style:none;margin:0;padding:0;background:var(--card);border:1px solid var(--line);border-radius:12px}
        .checks li{display:grid;grid-template-columns:minmax(84px,max-content) minmax(140px,220px) 1fr;gap:4px 14px;padding:12px 18px;border-bottom:1px solid var(--line);align-items:start}
        .checks li:last-child{border-bottom:0}
        .checks .pill{justify-self:start}
        .checks .name{font-weight:600;overflow-wrap:anywhere}
        .checks .seen{overflow-wrap:anywhere;min-width:0}
        .checks .advice{margin-top:6px;background:var(--badbg);border-radius:8px;padding:8px 12px}
        footer{margin-top:24px;color:var(--quiet);font-size:13px;overflow-wrap:anywhere}
        @media (max-width:640px){
        .page{padding:18px 14px 36px}
        .wide{padding:14px 10px}
        .checks li{grid-template-columns:auto 1fr;padding:12px 14px}
        .checks .seen{grid-column:1/-1}
        .list{grid-template-columns:1fr}
        .list dd{margin-bottom:6px}
        .card,details.box{padding:16px}
        th,td{padding:8px}
        .events{--time:98px;--type:98px}
        .settings tr,.settings td{display:block;border:0;padding:2px 0}
        .settings tr{border-bottom:1px solid var(--line);padding:8px 0}
        }
        @media print{.events{max-height:none;overflow:visible}.cut{max-width:none;white-space:normal}.rest{display:inline}}
        """;
}
