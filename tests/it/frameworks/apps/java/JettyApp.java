import java.net.InetSocketAddress;
import java.nio.file.Files;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.DefaultServlet;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** Prints its name and port, then {@code ready}, and ends when its standard input does. */
public class JettyApp {
    public static void main(String[] arguments) throws Exception {
        Server server = new Server(new InetSocketAddress("127.0.0.1", 0));
        ServletContextHandler context = new ServletContextHandler();
        context.setResourceBase(Files.createTempDirectory("jetty").toString());
        context.addServlet(new ServletHolder(new DefaultServlet()), "/");
        context.addServlet(new ServletHolder(new Shop.Items()), "/items/*");
        context.addServlet(new ServletHolder(new Shop.Notes()), "/notes/*");
        server.setHandler(context);
        server.start();
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        System.out.println("jetty " + port + "\nready");
        while (System.in.read() >= 0) {}
        server.stop();
    }
}
