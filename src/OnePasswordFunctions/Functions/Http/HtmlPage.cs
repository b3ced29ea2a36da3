using System.Text.RegularExpressions;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>The frame of every page, in which nothing has to be fetched.</summary>
internal static partial class HtmlPage
{
    /// <summary>Closes the page.</summary>
    public static Html Foot =>
        $"""

        </main>
        <footer>OnePasswordFunctions {BuildVersion.Text}</footer>
        </body>
        </html>

        """;

    /// <summary>Everything up to the page's content.</summary>
    /// <param name="title">The browser's title.</param>
    /// <param name="heading">What the page is about.</param>
    /// <param name="remark">A sentence below the heading.</param>
    /// <param name="layout">The style's word for the page's layout: <c>page</c>, or <c>wide</c> for the whole window.</param>
    public static Html Head(string title, string heading, Html remark, string layout = "page") =>
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{title}</title>
        <style>
        {Html.Raw(HtmlStyle.Text)}
        </style>
        </head>
        <body class="{layout}">
        <header>
        <h1>{heading}</h1>
        <p class="quiet">{remark}</p>
        </header>
        <main>

        """;

    /// <summary>A whole page.</summary>
    public static Html Write(string title, string heading, Html remark, Html content) => $"{Head(title, heading, remark)}{content}{Foot}";

    /// <summary>A text that may break behind its underscores, as names of settings and of event types have them.</summary>
    public static Html Breakable(string text) => Html.Raw(Underscore().Replace(((Html)$"{text}").ToString(), "_<wbr>"));

    [GeneratedRegex("_(?!_)")]
    private static partial Regex Underscore();
}
