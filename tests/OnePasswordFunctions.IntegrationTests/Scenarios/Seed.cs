using System.Globalization;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>The seed of everything that is random in these tests. It is printed; set the variable to it and the same choices are made again.</summary>
internal static class Seed
{
    public const string Variable = "ONEPASSWORDFUNCTIONS_SEED";

    public static int Value { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : Random.Shared.Next(1, 1_000_000);

    /// <summary>The choices of one scenario. (HashCode.Combine is another number in each process.)</summary>
    public static Random RandomOf(int scenarioNumber) => new((Value * 1_000) + scenarioNumber);
}
