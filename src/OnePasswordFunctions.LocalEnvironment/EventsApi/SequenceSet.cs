using System.Numerics;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>A set of whole numbers from 0, one bit each. Not safe for use from several threads.</summary>
internal sealed class SequenceSet
{
    private ulong[] _words = new ulong[16];

    /// <summary>How many numbers are in the set.</summary>
    public long Count { get; private set; }

    /// <summary>True when the number was not there before.</summary>
    public bool Add(long number)
    {
        long word = number >> 6;
        if (word >= _words.Length)
        {
            Array.Resize(ref _words, (int)Math.Max(word + 1, _words.Length * 2L));
        }

        ulong bit = 1UL << (int)(number & 63);
        bool added = (_words[word] & bit) == 0;
        _words[word] |= bit;
        Count += added ? 1 : 0;
        return added;
    }

    /// <summary>How many numbers of this set are not in the other.</summary>
    public long CountWithout(SequenceSet other)
    {
        long count = 0;
        for (int i = 0; i < _words.Length; i++)
        {
            count += BitOperations.PopCount(_words[i] & ~(i < other._words.Length ? other._words[i] : 0));
        }

        return count;
    }

    public SequenceSet Copy() => new() { _words = (ulong[])_words.Clone(), Count = Count };
}
