using System.Diagnostics;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>Runs a tool to its end, two at a time: each takes a core and some hundred megabytes.</summary>
internal static class ToolRunner
{
    private static readonly SemaphoreSlim _places = new(2);

    public static async Task<ToolOutput> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? input = null)
    {
        await _places.WaitAsync();
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = InfraFiles.Root,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            // The compiler is a .NET program that ends in seconds: profiling it for faster code would only cost.
            start.Environment["DOTNET_TieredPGO"] = "0";
            foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            {
                start.Environment[name] = value;
            }

            using var process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            return new ToolOutput(process.ExitCode, await output, await error);
        }
        finally
        {
            _places.Release();
        }
    }
}
