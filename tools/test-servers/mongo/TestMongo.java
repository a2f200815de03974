import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;
import java.util.Set;

/** A MongoDB-wire server for tests: PORT [FILE]. It ends when its standard input does. */
public class TestMongo {
  static final Set<String> WRITES =
      Set.of("insert", "update", "delete", "findAndModify", "create", "createIndexes", "drop", "dropDatabase", "dropIndexes");

  /** Commits before it acknowledges, so that a kill loses nothing that was answered. */
  static class DurableH2 extends H2Backend {
    DurableH2(String file) {
      super(file);
    }

    @Override
    public Document handleMessage(MongoMessage message) {
      Document answer = super.handleMessage(message);
      if (WRITES.contains(message.getDocument().keySet().iterator().next())) commit();
      return answer;
    }
  }

  /** The library claims wire version 8; the Node driver wants 9 at least. */
  static class Version implements MongoVersion {
    public List<Integer> getVersionArray() {
      return List.of(4, 4, 0);
    }

    public String toVersionString() {
      return "4.4.0";
    }

    public int getWireVersion() {
      return 9;
    }
  }

  public static void main(String[] arguments) throws Exception {
    AbstractMongoBackend backend = arguments.length > 1 ? new DurableH2(arguments[1]) : new MemoryBackend();
    backend.version(new Version());
    MongoServer server = new MongoServer(backend);
    server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    System.out.println(server.getConnectionString());
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    while (System.in.read() >= 0) {}
    System.exit(0);
  }
}
