using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>What is set in the host by way of the app settings.</summary>
internal static class HostOptions
{
    /// <summary>These options with a functionTimeout in the place of host.json's.</summary>
    public static FunctionsHostOptions WithFunctionTimeout(this FunctionsHostOptions options, TimeSpan timeout) =>
        options with { Settings = new Dictionary<string, string>(options.Settings) { ["AzureFunctionsJobHost__functionTimeout"] = timeout.ToString("c") } };
}
