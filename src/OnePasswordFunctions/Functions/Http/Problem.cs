using System.Text.Json;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Why a request got no answer, as RFC 9457 has it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The kind of problem.</param>
/// <param name="Detail">What is the matter and what to do.</param>
internal sealed record Problem(int Status, string Title, string Detail)
{
    /// <summary>The arguments that can not be used.</summary>
    public IReadOnlyList<ArgumentProblem> Errors { get; init; } = [];

    /// <summary>The name and the side of a failure; null when no other side failed.</summary>
    public (string Name, string Target)? Failure { get; init; }

    /// <summary>Writes the members of <c>application/problem+json</c>.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("type"u8, "about:blank"u8);
        writer.WriteString("title"u8, Title);
        writer.WriteNumber("status"u8, Status);
        writer.WriteString("detail"u8, Detail);
        if (Failure is { } failure)
        {
            writer.WriteString("failure"u8, failure.Name);
            writer.WriteString("target"u8, failure.Target);
        }

        if (Errors.Count > 0)
        {
            JsonAnswer.WriteArray(writer, "errors", Errors, static (writer, error) =>
            {
                writer.WriteString("argument"u8, error.Argument);
                writer.WriteString("value"u8, error.Value);
                writer.WriteString("allowed"u8, error.Allowed);
            });
        }
    }

    /// <summary>The problem as a page.</summary>
    public Html Page() => HtmlPage.Write(
        $"{Title} · OnePasswordFunctions", Title, Errors.Count == 0 ? $"{Detail}" : (Html)$"This is what is allowed:", Errors.Count == 0 && Failure is null ? Html.None : List());

    private Html List() =>
        $"""
        <ul class="checks">
        {(Failure is { } failure ? Item(failure.Target, failure.Name, "") : Html.None)}{Html.Each(Errors, static error => Item(error.Argument, error.Value ?? "missing", error.Allowed))}
        </ul>
        """;

    private static Html Item(string mark, string name, string text) =>
        $"""
        <li><span class="pill bad">{mark}</span><span class="name">{name}</span><div class="seen">{text}</div></li>

        """;
}
