using OnePasswordFunctions.LocalEnvironment;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>Publishes what the proofs counted: on the console, and in artifacts/test-figures.txt, which CI prints.</summary>
internal static class Figures
{
    private static readonly Lock Gate = new();

    public static void Print(FormattableString figure)
    {
        string line = FormattableString.Invariant(figure);
        Console.WriteLine(line);
        lock (Gate)
        {
            string folder = Path.Combine(RepositoryRoot.Find(), "artifacts");
            Directory.CreateDirectory(folder);
            File.AppendAllText(Path.Combine(folder, "test-figures.txt"), line + "\n");
        }
    }
}
