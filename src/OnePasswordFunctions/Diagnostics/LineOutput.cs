using System.Text;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>
/// Writes lines to the process's streams, where the Functions host reads them: a line on stdout is Information; one on stderr
/// is a Warning when it contains "warn", otherwise an Error. Each line is one record, so none may contain a line break.
/// </summary>
internal sealed partial class LineOutput(Stream standardOutput, Stream standardError, SecretRedactor redactor)
{
    private readonly Lock _lock = new();

    public void WriteInformation(string line) => Write(standardOutput, line);

    /// <summary>Writes a line of JSON that the host must class as a warning; it says so itself.</summary>
    public void WriteWarning(string line) => Write(standardError, line);

    /// <summary>
    /// Writes a line of JSON that the host must class as an error. A text from elsewhere may contain "warn", so that word is
    /// spelt with a JSON escape: it reads the same and the host does not find it.
    /// </summary>
    public void WriteProblem(string line) => Write(standardError, line, hidesWarn: true);

    private void Write(Stream stream, string line, bool hidesWarn = false)
    {
        string safe = redactor.Redact(line);
        byte[] bytes = Encoding.UTF8.GetBytes((hidesWarn ? Warn().Replace(safe, w => $"\\u{(int)w.Value[0]:x4}") : safe) + "\n");
        lock (_lock)
        {
            stream.Write(bytes);
            stream.Flush();
        }
    }

    [GeneratedRegex("w(?=arn)", RegexOptions.IgnoreCase)]
    private static partial Regex Warn();
}
