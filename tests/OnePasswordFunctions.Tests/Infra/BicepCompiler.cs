using System.Reflection;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>Microsoft's Bicep compiler, which comes as a NuGet package and needs no network.</summary>
internal static class BicepCompiler
{
    private static readonly string _program = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "BicepCompiler").Value!;

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? Missing { get; } =
        File.Exists(_program) ? null : "The Bicep compiler was restored for Linux on x64 only (package Azure.Bicep.CommandLine.linux-x64). infra/ is not checked on this machine.";

    public static Task<ToolOutput> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        ToolRunner.RunAsync(_program, arguments, environment);
}
