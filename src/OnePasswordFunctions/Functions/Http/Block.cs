namespace OnePasswordFunctions.Functions.Http;

/// <summary>A part of a <see cref="Document"/>. All of its texts are plain texts.</summary>
internal abstract record Block
{
    /// <summary>Sentences, one below the other.</summary>
    internal sealed record Sentences(IEnumerable<string> Items) : Block;

    /// <summary>A table; nothing at all without rows.</summary>
    internal sealed record Table(string[] Columns, IReadOnlyList<string?[]> Rows) : Block;

    /// <summary>A table that a page shows on demand.</summary>
    internal sealed record Folded(string Summary, Table Content) : Block;

    /// <summary>Figures to be seen at a glance.</summary>
    /// <param name="Columns">What a table calls the name, the value and the remark of a figure.</param>
    /// <param name="Items">The figures.</param>
    internal sealed record Facts(string[] Columns, IReadOnlyList<Fact> Items) : Block;

    /// <summary>Findings, one below the other.</summary>
    /// <param name="Columns">What a table calls the name, the word, the text and the advice of a finding.</param>
    /// <param name="Items">The findings.</param>
    internal sealed record Findings(string[] Columns, IReadOnlyList<Finding> Items) : Block;

    /// <summary>Things that are alike, side by side.</summary>
    /// <param name="Columns">What a table calls the name, the word and the headline; the names of the figures follow.</param>
    /// <param name="Items">The things; all with the same figures.</param>
    internal sealed record Cards(string[] Columns, IReadOnlyList<Card> Items) : Block;

    /// <summary>One figure.</summary>
    internal readonly record struct Fact(string Name, string Value, string Remark);

    /// <summary>One finding; the advice is null when there is nothing to do.</summary>
    internal readonly record struct Finding(string Name, Tone Tone, string Word, string Text, string? Advice);

    /// <summary>One of the things that are alike.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Tone">Whether it is well.</param>
    /// <param name="Word">How it is, in a word.</param>
    /// <param name="Headline">What there is to say.</param>
    /// <param name="Facts">The figures to be seen at a glance.</param>
    /// <param name="Picture">A picture, for pages alone.</param>
    /// <param name="Details">What a page shows on demand; null for a value that is not there.</param>
    internal sealed record Card(string Name, Tone Tone, string Word, string Headline, IReadOnlyList<Fact> Facts, Html Picture, IReadOnlyList<(string Name, string? Value)> Details);
}
