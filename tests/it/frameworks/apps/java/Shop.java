import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** What every backend here has, as servlets: all of items, and of notes only what reads them. */
abstract class Shop extends HttpServlet {
    private static final Map<String, String> THINGS =
            Map.of("1", "{\"id\":1,\"name\":\"number 1\"}", "2", "{\"id\":2,\"name\":\"number 2\"}");

    /** The segments behind the servlet's own path. */
    static String[] segments(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null || path.equals("/") ? new String[0] : path.substring(1).split("/");
    }

    static void send(HttpServletResponse response, int status, String body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getWriter().print(body);
    }

    /** The list, or one of it. */
    static void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] segments = segments(request);
        if (segments.length == 0) {
            send(response, 200, "[" + String.join(",", THINGS.values()) + "]");
        } else if (isThere(segments) && segments.length == 1) {
            send(response, 200, THINGS.get(segments[0]));
        } else {
            response.sendError(404);
        }
    }

    static boolean isThere(String[] segments) {
        return segments.length > 0 && THINGS.containsKey(segments[0]);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        read(request, response);
    }

    /** Everything is built. */
    static class Items extends Shop {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String[] segments = segments(request);
            boolean isCopy = isThere(segments) && segments.length == 2 && segments[1].equals("copies");
            if (segments.length == 0 || isCopy) {
                send(response, 201, "{\"id\":3}");
            } else {
                response.sendError(404);
            }
        }

        @Override
        protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
            read(request, response);
        }

        @Override
        protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (isThere(segments(request))) {
                response.setStatus(204);
            } else {
                response.sendError(404);
            }
        }
    }

    /** Only what reads them is built. */
    static class Notes extends Shop {}
}
