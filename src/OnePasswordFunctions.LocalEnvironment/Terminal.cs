using System.Runtime.InteropServices;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>What the terminal can do, and how large it is.</summary>
internal static class Terminal
{
    private const int StandardOutput = -11;
    private const uint VirtualTerminalProcessing = 4;

    public static int Width => Math.Max(Console.WindowWidth, 40);

    public static int Height => Math.Max(Console.WindowHeight, 10);

    /// <summary>Whether lines can be written over. Asks a Windows console to understand the sequences for it.</summary>
    public static bool CanDraw()
    {
        if (Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") == "dumb")
        {
            return false;
        }

        if (!OperatingSystem.IsWindows())
        {
            return true;
        }

        nint console = GetStdHandle(StandardOutput);
        return GetConsoleMode(console, out uint mode) && SetConsoleMode(console, mode | VirtualTerminalProcessing);
    }

    [DllImport("kernel32")]
    private static extern nint GetStdHandle(int handle);

    [DllImport("kernel32")]
    private static extern bool GetConsoleMode(nint console, out uint mode);

    [DllImport("kernel32")]
    private static extern bool SetConsoleMode(nint console, uint mode);
}
