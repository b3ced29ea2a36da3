using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>
/// The newest problems. One that comes again, be it with other numbers in it, is the same one and counted, until its feed
/// has had a good run. Whoever uses it keeps threads apart.
/// </summary>
internal sealed partial class ProblemList
{
    private const int Kept = 5;

    private readonly List<Problem> _problems = [];

    /// <summary>The problems as sentences, oldest first.</summary>
    public ImmutableArray<string> Sentences =>
        [.. _problems.Select(problem => problem.Times == 1 ? problem.Sentence : string.Create(CultureInfo.InvariantCulture, $"{problem.Sentence} ({problem.Times} times)"))];

    /// <summary>Takes a problem in; gives whether it is a new one.</summary>
    public bool Add(string sentence, SimulatedFeed? feed)
    {
        string kind = Number().Replace(sentence, "#");
        if (_problems.Find(problem => problem.IsOpen && problem.Kind == kind && problem.Feed == feed) is { } known)
        {
            known.Sentence = sentence;
            known.Times++;
            return false;
        }

        _problems.Add(new Problem(kind, feed) { Sentence = sentence });
        _problems.RemoveRange(0, Math.Max(0, _problems.Count - Kept));
        return true;
    }

    /// <summary>Whether this feed has a problem that no good run has followed.</summary>
    public bool HasOpen(SimulatedFeed feed) => _problems.Exists(problem => problem.IsOpen && problem.Feed == feed);

    /// <summary>A good run of this feed: what comes from now on is new.</summary>
    public void Close(SimulatedFeed feed) => _problems.FindAll(problem => problem.Feed == feed).ForEach(problem => problem.IsOpen = false);

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    private sealed record Problem(string Kind, SimulatedFeed? Feed)
    {
        public required string Sentence { get; set; }

        public int Times { get; set; } = 1;

        public bool IsOpen { get; set; } = true;
    }
}
