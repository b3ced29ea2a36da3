using System.Collections.Concurrent;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>Everything that the handler wrote in this test process, and the secrets that must not be in it.</summary>
internal static class SuiteOutput
{
    private static readonly ConcurrentQueue<(string Source, string Text)> Written = new();
    private static readonly ConcurrentDictionary<string, bool> KnownKeys = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, bool> KnownCursors = new(StringComparer.Ordinal);

    /// <summary>What was written, each with where: a console line, an answer, a row without its cursor, a message property.</summary>
    public static IReadOnlyCollection<(string Source, string Text)> All => Written;

    /// <summary>Tokens, keys and signatures.</summary>
    public static ICollection<string> Keys => KnownKeys.Keys;

    /// <summary>Every cursor that was stored.</summary>
    public static ICollection<string> Cursors => KnownCursors.Keys;

    public static void Add(string source, string text) => Written.Enqueue((source, text));

    public static void AddKey(string secret) => KnownKeys[secret] = true;

    public static void AddCursor(string cursor) => KnownCursors[cursor] = true;
}
