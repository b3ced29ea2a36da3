using BenchmarkDotNet.Running;
using OnePasswordFunctions.Benchmarks.Micro;
using OnePasswordFunctions.Benchmarks.Pipeline;
using OnePasswordFunctions.Benchmarks.Proof;

const string usage = """
    Benchmarks of OnePasswordFunctions.

      micro [BenchmarkDotNet options]   page reader, size reckoning and making a batch
      pipeline [options]                the published worker drains a backlog, beside programs that do less
          --app FOLDER                  the published app (default: artifacts/app, published when its sources have changed);
                                        more than one are compared
          --events N                    events per feed, three feeds (default 200000)
          --latency MS                  what each page takes at the API (default 0)
          --rounds N                    how often (default 3)
      proof [options]               the published worker proves what it has published, call after call until all is proven
          --app FOLDER                  as above, one
          --events N                    events of one feed (default 1000000)
          --partitions N                partitions of the hub (default 4)
      --smoke [--app FOLDER]            each of them once and small, to see that it still works

    """;

switch (args.FirstOrDefault())
{
    case "micro":
        BenchmarkSwitcher.FromAssembly(typeof(PageReaderBenchmarks).Assembly).Run(args[1..]);
        return 0;
    case "pipeline":
        return await PipelineBenchmark.RunAsync(PipelineOptions.Parse(args[1..]), CancellationToken.None);
    case "proof":
        return await ProofBenchmark.RunAsync(ProofOptions.Parse(args[1..]), CancellationToken.None);
    case "--smoke":
        SmokeRun.Execute();
        IList<string> apps = PipelineOptions.Parse(args[1..]).Apps;
        int ended = await PipelineBenchmark.RunAsync(
            new PipelineOptions { Apps = apps, EventsPerFeed = 3000, Rounds = 1, LatencyMilliseconds = 5, IdleRuns = 9 }, CancellationToken.None);
        return ended != 0 ? ended : await ProofBenchmark.RunAsync(new ProofOptions { App = apps.FirstOrDefault(), Events = 3000 }, CancellationToken.None);
    case ForwardingBaseline.Command or SdkBaseline.Command:
        return await Baseline.RunAsync(args, CancellationToken.None);
    default:
        Console.WriteLine(usage);
        return args.FirstOrDefault() is "--help" or "-h" ? 0 : 2;
}
