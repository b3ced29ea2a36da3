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
    public static AnswerFormat Choose(RequestArguments arguments, HttpRequest request, params AnswerFormat[] offers)
    {
        if (arguments[Argument] is not { } name)
        {
            return FromAccept(request, offers);
        }

        if (!offers.Any(offer => IsNamed(offer, name)))
        {
            arguments.Reject(Argument, string.Join(", ", offers.Select(Name)));
        }

        return offers.FirstOrDefault(offer => IsNamed(offer, name));
    }

    /// <summary>Whether whoever asks reads the answer in a browser, so that an error should be a page too.</summary>
    public static bool WantsPage(HttpRequest request)
    {
        string? name = request.Query[Argument];
        AnswerFormat[] all = Enum.GetValues<AnswerFormat>();
        return all.Any(format => IsNamed(format, name)) ? IsNamed(AnswerFormat.Html, name) : FromAccept(request, all) == AnswerFormat.Html;
    }

    private static bool IsNamed(AnswerFormat format, string? name) =>
        Name(format).Equals(name, StringComparison.OrdinalIgnoreCase) || (format == AnswerFormat.Markdown && "md".Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The best media type that we know; an Accept header that names none of them, or anything before them, is answered with JSON.</summary>
    private static AnswerFormat FromAccept(HttpRequest request, AnswerFormat[] offers)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted))
        {
            return AnswerFormat.Json;
        }

        IEnumerable<AnswerFormat> known =
            from wanted in accepted.Where(wanted => wanted.Quality is not 0).OrderByDescending(wanted => wanted.Quality ?? 1).TakeWhile(wanted => !wanted.MatchesAllTypes)
            from type in MediaTypes
            where wanted.MediaType.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase) && offers.Contains(type.Format)
            select type.Format;
        return known.FirstOrDefault();
    }
}
