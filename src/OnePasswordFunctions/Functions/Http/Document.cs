namespace OnePasswordFunctions.Functions.Http;

/// <summary>An answer for people. It says what there is to say, once; <see cref="Markdown"/> and <see cref="HtmlPage"/> say how it looks.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Tone">Whether the verdict is good.</param>
/// <param name="Verdict">The answer in a few words.</param>
/// <param name="Remark">The sentences below.</param>
/// <param name="Blocks">Everything else, in its order.</param>
internal sealed record Document(string Title, Tone Tone, string Verdict, string Remark, IReadOnlyList<Block> Blocks);
