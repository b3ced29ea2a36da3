using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>
/// The newest problems. One that comes again, be it with other numbers in it, is the same one and counted, until its feed
/// has had a good run.
/// </summary>
internal sealed partial class ProblemList
{
    private const int Kept = 5;

    private readonly Lock _gate = new();
    private readonly List<Problem> _problems = [];

    /// <summary>The problems as sentences, oldest first.</summary>
    public ImmutableArray<string> Sentences
    {
        get
        {
            lock (_gate)
            {
                return [.. _problems.Select(problem => problem.Times == 1 ? problem.Sentence
                    : string.Create(CultureInfo.InvariantCulture, $"{problem.Sentence} ({problem.Times} times)"))];
            }
        }
    }

    /// <summary>Takes a problem in; gives whether it is a new one.</summary>
    public bool Add(string sentence, SimulatedFeed? feed)
    {
        string kind = Number().Replace(sentence, "#");
        lock (_gate)
        {
            int known = _problems.FindIndex(problem => problem.IsOpen && problem.Kind == kind && problem.Feed == feed);
            if (known >= 0)
            {
                _problems[known] = _problems[known] with { Sentence = sentence, Times = _problems[known].Times + 1 };
                return false;
            }

            _problems.Add(new Problem(kind, sentence, feed));
            if (_problems.Count > Kept)
            {
                _problems.RemoveAt(0);
            }

            return true;
        }
    }

    /// <summary>Whether this feed has a problem that no good run has followed.</summary>
    public bool HasOpen(SimulatedFeed feed)
    {
        lock (_gate)
        {
            return _problems.Exists(problem => problem.IsOpen && problem.Feed == feed);
        }
    }

    /// <summary>A good run of this feed: what comes from now on is new.</summary>
    public void Close(SimulatedFeed feed)
    {
        lock (_gate)
        {
            for (int index = 0; index < _problems.Count; index++)
            {
                if (_problems[index].Feed == feed)
                {
                    _problems[index] = _problems[index] with { IsOpen = false };
                }
            }
        }
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    private sealed record Problem(string Kind, string Sentence, SimulatedFeed? Feed, int Times = 1, bool IsOpen = true);
}
