Console.WriteLine("MiniMaxClient");
