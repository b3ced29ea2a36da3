using System.Collections.Immutable;
using Microsoft.Net.Http.Headers;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Chooses the form of an answer: the argument <c>format</c> wins over the header Accept, and JSON is the default.</summary>
internal static class AnswerFormats
{
    /// <summary>The name of the argument.</summary>
    public const string Argument = "format";

    private static readonly ImmutableArray<(string MediaType, AnswerFormat Format)> MediaTypes =
    [
        ("application/json", AnswerFormat.Json),
        ("application/x-ndjson", AnswerFormat.Ndjson),
        ("application/ndjson", AnswerFormat.Ndjson),
        ("application/jsonl", AnswerFormat.Ndjson),
        ("text/markdown", AnswerFormat.Markdown),
        ("text/html", AnswerFormat.Html),
        ("text/csv", AnswerFormat.Csv),
    ];

    /// <summary>The header Content-Type of an answer.</summary>
    public static string ContentType(AnswerFormat format) => format switch
    {
        AnswerFormat.Ndjson => "application/x-ndjson; charset=utf-8",
        AnswerFormat.Markdown => "text/markdown; charset=utf-8",
        AnswerFormat.Html => "text/html; charset=utf-8",
        AnswerFormat.Csv => "text/csv; charset=utf-8; header=present",
        _ => "application/json; charset=utf-8",
    };

    /// <summary>The format's name as the argument spells it.</summary>
    public static string Name(AnswerFormat format) => format switch
    {
        AnswerFormat.Ndjson => "ndjson",
        AnswerFormat.Markdown => "markdown",
        AnswerFormat.Html => "html",
        AnswerFormat.Csv => "csv",
        _ => "json",
    };

    /// <summary>The format that a request asks for, among those that the function <paramref name="offers"/>.</summary>
    public static AnswerFormat Choose(RequestArguments arguments, HttpRequest request, params ReadOnlySpan<AnswerFormat> offers)
    {
        if (arguments[Argument] is not { } name)
        {
            return FromAccept(request, offers);
        }

        foreach (AnswerFormat offer in offers)
        {
            if (name.Equals(Name(offer), StringComparison.OrdinalIgnoreCase) || (offer == AnswerFormat.Markdown && name.Equals("md", StringComparison.OrdinalIgnoreCase)))
            {
                return offer;
            }
        }

        arguments.Reject(Argument, string.Join(", ", offers.ToArray().Select(Name)));
        return AnswerFormat.Json;
    }

    /// <summary>The best media type that we know; an Accept header that names none of them is answered with JSON.</summary>
    private static AnswerFormat FromAccept(HttpRequest request, ReadOnlySpan<AnswerFormat> offers)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted))
        {
            return AnswerFormat.Json;
        }

        foreach (MediaTypeHeaderValue wanted in accepted.Where(wanted => wanted.Quality is not 0).OrderByDescending(wanted => wanted.Quality ?? 1))
        {
            foreach ((string mediaType, AnswerFormat format) in MediaTypes)
            {
                if (wanted.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase) && offers.Contains(format))
                {
                    return format;
                }
            }

            if (wanted.MatchesAllTypes)
            {
                break;
            }
        }

        return AnswerFormat.Json;
    }
}
