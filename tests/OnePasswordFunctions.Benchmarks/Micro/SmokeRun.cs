namespace OnePasswordFunctions.Benchmarks.Micro;

/// <summary>Calls each micro benchmark once, so that none can stop working unnoticed.</summary>
internal static class SmokeRun
{
    public static void Execute()
    {
        var reader = new PageReaderBenchmarks();
        Check(nameof(PageReaderBenchmarks), reader.PageReader(), reader.SystemTextJsonReader());
        Check(nameof(PageReaderBenchmarks) + " document", reader.SystemTextJsonDocument(), SampleEvents.Count * 26);
        var size = new MessageSizeBenchmarks();
        Check(nameof(MessageSizeBenchmarks), (int)size.Reckon(), (int)size.Encode());
        var batch = new EventBatchBenchmarks();
        Check(nameof(EventBatchBenchmarks), Math.Sign(batch.Fill()), Math.Sign(batch.BareMessages()));
    }

    private static void Check(string name, int found, int expected)
    {
        if (found != expected)
        {
            throw new InvalidOperationException($"{name}: the benchmarked variants differ, {found} and {expected}.");
        }

        Console.WriteLine($"{name}: ok");
    }
}
