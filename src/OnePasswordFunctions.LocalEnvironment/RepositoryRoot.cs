namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Finds the folder of the solution: what is installed and published lies below it.</summary>
internal static class RepositoryRoot
{
    private const string SolutionFile = "OnePasswordFunctions.sln";

    /// <summary>Walks up from the current folder, and then from this program's folder.</summary>
    /// <exception cref="LocalEnvironmentException">Neither lies in the repository.</exception>
    public static string Find()
    {
        foreach (string start in (string[])[Directory.GetCurrentDirectory(), AppContext.BaseDirectory])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, SolutionFile)))
                {
                    return folder.FullName;
                }
            }
        }

        throw new LocalEnvironmentException($"{SolutionFile} was not found in the current folder or above it. Run the command inside a clone of the repository.");
    }
}
