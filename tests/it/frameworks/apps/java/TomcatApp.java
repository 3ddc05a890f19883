import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;

/** Prints its name and port, then {@code ready}, and ends when its standard input does. */
public class TomcatApp {
    public static void main(String[] arguments) throws Exception {
        String folder = Files.createTempDirectory("tomcat").toString();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder);
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", folder);
        add(context, "default", new DefaultServlet(), "/");
        add(context, "items", new Shop.Items(), "/items/*");
        add(context, "notes", new Shop.Notes(), "/notes/*");
        tomcat.start();
        System.out.println("tomcat " + tomcat.getConnector().getLocalPort() + "\nready");
        while (System.in.read() >= 0) {}
        tomcat.stop();
        tomcat.destroy();
    }

    private static void add(Context context, String name, jakarta.servlet.Servlet servlet, String pattern) {
        Tomcat.addServlet(context, name, servlet);
        context.addServletMappingDecoded(pattern, name);
    }
}
