using System.Collections.Immutable;
using Microsoft.Net.Http.Headers;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Chooses the form of an answer: the argument <c>format</c> wins over the header Accept, and JSON is the default.</summary>
internal static class AnswerFormats
{
    /// <summary>The name of the argument.</summary>
    public const string Argument = "format";

    /// <summary>The media types that ask for a form; the first of each form is the one that it is answered as.</summary>
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
    public static string ContentType(AnswerFormat format) =>
        MediaTypes.First(known => known.Format == format).MediaType + (format == AnswerFormat.Csv ? "; charset=utf-8; header=present" : "; charset=utf-8");

    /// <summary>The format's name as the argument spells it.</summary>
    public static string Name(AnswerFormat format) => format.ToString().ToLowerInvariant();

    /// <summary>The format that a request asks for, among those that the function <paramref name="offers"/>.</summary>
    public static AnswerFormat Choose(RequestArguments arguments, HttpRequest request, params ReadOnlySpan<AnswerFormat> offers)
    {
        if (arguments[Argument] is not { } name)
        {
            return FromAccept(request, offers);
        }

        foreach (AnswerFormat offer in offers)
        {
            if (IsNamed(offer, name))
            {
                return offer;
            }
        }

        arguments.Reject(Argument, string.Join(", ", offers.ToArray().Select(Name)));
        return AnswerFormat.Json;
    }

    /// <summary>Whether whoever asks reads the answer in a browser, so that an error should be a page too.</summary>
    public static bool WantsPage(HttpRequest request)
    {
        string? name = request.Query[Argument];
        return Enum.GetValues<AnswerFormat>().Any(format => IsNamed(format, name))
            ? IsNamed(AnswerFormat.Html, name)
            : FromAccept(request, [.. Enum.GetValues<AnswerFormat>()]) == AnswerFormat.Html;
    }

    private static bool IsNamed(AnswerFormat format, string? name) =>
        Name(format).Equals(name, StringComparison.OrdinalIgnoreCase) || (format == AnswerFormat.Markdown && "md".Equals(name, StringComparison.OrdinalIgnoreCase));

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
