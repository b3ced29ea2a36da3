using System.Globalization;

namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>What many schedules did, to show that they reached what they are meant to reach.</summary>
internal sealed class ModelFigures
{
    public long Runs;
    public long Crashes;
    public long LostResponses;
    public long Conflicts;
    public long Recoveries;
    public long HardStops;
    public long Stops;
    public long DeadLetters;
    public long Events;
    public long Repeats;
    public long MostRepeatsOfOneEvent;
    public long OlderRows;
    public long Clashes;
    public long FoundInHub;

    public void Add(ModelFigures other)
    {
        lock (this)
        {
            Runs += other.Runs;
            Crashes += other.Crashes;
            LostResponses += other.LostResponses;
            Conflicts += other.Conflicts;
            Recoveries += other.Recoveries;
            HardStops += other.HardStops;
            Stops += other.Stops;
            DeadLetters += other.DeadLetters;
            Events += other.Events;
            Repeats += other.Repeats;
            OlderRows += other.OlderRows;
            Clashes += other.Clashes;
            FoundInHub += other.FoundInHub;
            MostRepeatsOfOneEvent = Math.Max(MostRepeatsOfOneEvent, other.MostRepeatsOfOneEvent);
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Runs} runs, {Crashes} crashes, {LostResponses} lost responses, {Conflicts} conflicts, {Recoveries} rejected cursors, {HardStops} hard stops, {Stops} shutdowns, {DeadLetters} dead letters, {Events} events, {Repeats} repeats (at most {MostRepeatsOfOneEvent} of one event), {OlderRows} rows without a stream, {Clashes} numbers of lost batches used again, {FoundInHub} events found in the hub and not sent again, 0 missing");
}
