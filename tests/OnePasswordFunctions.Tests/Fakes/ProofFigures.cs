using OnePasswordFunctions.LocalEnvironment;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>Publishes what a proof counted: on the console, and in a file that CI prints.</summary>
internal static class ProofFigures
{
    private static readonly Lock Gate = new();

    public static void Print(string line)
    {
        Console.WriteLine(line);
        string folder = Path.Combine(RepositoryRoot.Find(), "artifacts");
        lock (Gate)
        {
            Directory.CreateDirectory(folder);
            File.AppendAllText(Path.Combine(folder, "test-figures-unit.txt"), line + "\n");
        }
    }
}
