using System.Text;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>
/// Writes lines to the process's streams, where the Functions host reads them: a line on stdout is Information; one on stderr
/// is a Warning when it contains "warn", otherwise an Error. Each line is one record, so none may contain a line break.
/// </summary>
internal sealed class LineOutput(Stream standardOutput, Stream standardError, SecretRedactor redactor)
{
    private readonly Lock _lock = new();

    public void WriteInformation(string line) => Write(standardOutput, line);

    public void WriteProblem(string line) => Write(standardError, line);

    private void Write(Stream stream, string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(redactor.Redact(line) + "\n");
        lock (_lock)
        {
            stream.Write(bytes);
            stream.Flush();
        }
    }
}
