namespace OnePasswordFunctions.Functions.Http;

/// <summary>The frame of every page: one style, light and dark, wide and narrow, and nothing that has to be fetched.</summary>
internal static class HtmlPage
{
    /// <summary>Closes the page.</summary>
    public const string Foot = "</div></body></html>\n";

    private const string Style =
        """
        :root{color-scheme:light dark;--bg:#f5f6f8;--card:#fff;--line:#e3e6eb;--text:#1b2430;--quiet:#5f6b7a;--accent:#2f6fde;--ok:#1f8a55;--okbg:#e5f4ec;--warn:#9a6200;--warnbg:#fdf1da;--bad:#c0362c;--badbg:#fce8e6;--bar:#8fb4f2}
        @media (prefers-color-scheme:dark){:root{--bg:#12161c;--card:#1a2029;--line:#2b3441;--text:#e6eaf0;--quiet:#97a3b3;--accent:#7aa7f7;--ok:#5cc994;--okbg:#16352a;--warn:#e8b45a;--warnbg:#3a2d14;--bad:#f28b82;--badbg:#3d1f1d;--bar:#44669f}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;-webkit-text-size-adjust:100%}
        .page{max-width:1240px;margin:0 auto;padding:28px 20px 48px}
        header{margin-bottom:20px}
        h1{font-size:22px;line-height:1.3;margin:0;font-weight:650;letter-spacing:-.01em}
        h2{font-size:16px;margin:0;font-weight:650}
        p{margin:0}
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
        .headline{margin:10px 0 14px;overflow-wrap:anywhere}
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
        table{border-collapse:collapse;width:100%;font-size:13px}
        th,td{text-align:left;vertical-align:top;padding:8px 12px;border-bottom:1px solid var(--line)}
        th{font-weight:600;color:var(--quiet);white-space:nowrap}
        tr:last-child td{border-bottom:0}
        .settings td{overflow-wrap:anywhere}
        .settings td:first-child{font-weight:500}
        .events{display:flex;flex-direction:column;gap:14px}
        .events .summary{order:-1;padding:14px 18px}
        .summary.warn{background:var(--warnbg);border-color:transparent}
        .scroll{overflow:auto;max-height:80vh;background:var(--card);border:1px solid var(--line);border-radius:12px}
        .scroll table{width:max-content;min-width:100%}
        .scroll th{position:sticky;top:0;background:var(--card);box-shadow:0 1px 0 var(--line)}
        .scroll td{white-space:pre-line;max-width:360px;overflow-wrap:anywhere}
        .checks{list-style:none;margin:0;padding:0;background:var(--card);border:1px solid var(--line);border-radius:12px}
        .checks li{display:grid;grid-template-columns:84px minmax(140px,220px) 1fr;gap:4px 14px;padding:12px 18px;border-bottom:1px solid var(--line);align-items:start}
        .checks li:last-child{border-bottom:0}
        .checks .pill{justify-self:start}
        .checks .name{font-weight:600;overflow-wrap:anywhere}
        .checks .seen{overflow-wrap:anywhere;min-width:0}
        .checks .advice{margin-top:6px;background:var(--badbg);border-radius:8px;padding:8px 12px}
        footer{margin-top:24px;color:var(--quiet);font-size:13px;overflow-wrap:anywhere}
        @media (max-width:640px){.page{padding:18px 14px 36px}.checks li{grid-template-columns:auto 1fr;padding:12px 14px}.checks .seen{grid-column:1/-1}.list{grid-template-columns:1fr}.list dd{margin-bottom:6px}.card,details.box{padding:16px}th,td{padding:8px}.settings tr,.settings td{display:block;border:0;padding:2px 0}.settings tr{border-bottom:1px solid var(--line);padding:8px 0}}
        """;

    /// <summary>Everything up to the page's content.</summary>
    /// <param name="title">The title; encoded here.</param>
    public static string Head(string title) =>
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        + $"<meta name=\"robots\" content=\"noindex\"><title>{HtmlText.Encode(title)}</title>\n<style>\n{Style}\n</style></head>\n<body><div class=\"page\">\n";
}
