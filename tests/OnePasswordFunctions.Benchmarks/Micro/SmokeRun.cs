namespace OnePasswordFunctions.Benchmarks.Micro;

/// <summary>Calls each micro benchmark once, so that none can stop working unnoticed.</summary>
internal static class SmokeRun
{
    public static void Execute()
    {
        var reader = new PageReaderBenchmarks();
        Check(nameof(PageReaderBenchmarks), reader.PageReader(), reader.SystemTextJsonReader());
        Check(nameof(PageReaderBenchmarks) + " document", reader.SystemTextJsonDocument(), SampleEvents.Count * 26);
        var batch = new BatchBuilderBenchmarks();
        Check(nameof(BatchBuilderBenchmarks), Math.Sign(batch.BatchBuilder()), Math.Sign(batch.SystemTextJsonWriter()));
        var escaping = new EscapingBenchmarks();
        Check(nameof(EscapingBenchmarks), escaping.Escaper(), escaping.RelaxedEncoder());
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
